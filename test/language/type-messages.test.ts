/** What TypeScript says about a wrong width: the sentence that is in the type, at the operand that is wrong. */

import { type DiagnosticMessageChain, Project } from 'ts-morph'
import { describe, expect, it } from 'vitest'

const project = new Project({ tsConfigFilePath: 'tsconfig.json', skipAddingFilesFromTsConfig: true })

/** The messages for a file in this folder, whose text starts with the imports that every example needs. */
function messagesFor(code: string): string[] {
  const imports = `import { input, module, output, type Signal } from '../../dsl/index.ts'\n`
  const file = project.createSourceFile('test/language/example.ts', imports + code, { overwrite: true })
  const unused = 6133
  return file
    .getPreEmitDiagnostics()
    .filter((diagnostic) => diagnostic.getCode() !== unused)
    .map((diagnostic) => {
      const message = diagnostic.getMessageText()
      return typeof message === 'string' ? message : textOf(message)
    })
}

function textOf(chain: DiagnosticMessageChain): string {
  return [chain.getMessageText(), ...(chain.getNext() ?? []).map(textOf)].join('\n')
}

describe('TypeScript', () => {
  it('says in one sentence which widths differ and how to change one', () => {
    const [message, ...others] = messagesFor(`
      declare const a: Signal<8>
      declare const b: Signal<9>
      a.xnor(b)
    `)
    expect(others).toEqual([])
    expect(message).toContain('width 9 does not match width 8; use .zext/.sext/.trunc')
  })

  it('accepts the same code once the width is right', () => {
    expect(
      messagesFor(`
        declare const a: Signal<8>
        declare const b: Signal<9>
        a.xnor(b.trunc(8))
      `),
    ).toEqual([])
  })

  it('names the output that a module does not drive', () => {
    const [message] = messagesFor(`
      export const Undriven = module(
        () => 'undriven',
        () => ({ a: input(8), sum: output(8), carry: output(1) }),
        ({ a }) => ({ sum: a }),
      )
    `)
    expect(message).toMatch(/Property 'carry' is missing in type '{ sum: Signal<8>; }'/)
  })

  it('names the input that an instance lacks', () => {
    const [message] = messagesFor(`
      const Adder = module(
        () => 'adder',
        () => ({ a: input(8), b: input(8), sum: output(8) }),
        ({ a, b }) => ({ sum: a.add(b) }),
      )
      declare const x: Signal<8>
      Adder({})({ a: x })
    `)
    expect(message).toMatch(/Property 'b' is missing in type '{ a: Signal<8>; }'/)
  })
})
