/** Telling from a TypeScript type whether a value is hardware: a signal, or a value of the same algebra. */

import { ts } from 'ts-morph'

/** The classes of the language whose values JavaScript operators do not understand, and the files that declare them. */
const hardwareClasses: Readonly<Record<string, RegExp>> = {
  Comb: /(^|\/)comb\.ts$/,
  Signal: /(^|\/)signal\.ts$/,
}

/** What a lint rule wants to know about an expression's type. */
export interface HardwareType {
  /** The value may be a signal. */
  readonly isHardware: boolean
  /** The value may be undefined or null, so that asking whether it is there makes sense. */
  readonly mayBeAbsent: boolean
}

/** Looks at every member of a union, at the constraints of type parameters and at base classes. */
export function hardwareType(type: ts.Type, checker: ts.TypeChecker): HardwareType {
  const members = constituents(checker.getBaseConstraintOfType(type) ?? type)
  return {
    isHardware: members.some((member) => isHardwareClass(member, checker)),
    mayBeAbsent: members.some(({ flags }) => (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) !== 0),
  }
}

function constituents(type: ts.Type): readonly ts.Type[] {
  return type.isUnionOrIntersection() ? type.types.flatMap(constituents) : [type]
}

function isHardwareClass(type: ts.Type, checker: ts.TypeChecker): boolean {
  const target = isReference(type) ? type.target : type
  const file = hardwareClasses[target.symbol?.name ?? '']
  if (file && target.symbol.declarations?.some((node) => file.test(node.getSourceFile().fileName)))
    return true
  return (
    target.isClassOrInterface() && checker.getBaseTypes(target).some((base) => isHardwareClass(base, checker))
  )
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0
  )
}
