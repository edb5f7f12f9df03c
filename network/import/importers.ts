/** The formats that can be read; what is said and done about formats anywhere else follows from this list. */
import { binaryNet } from './binarynet.ts'
import { bitloom } from './bitloom.ts'
import { bitloomNpz } from './bitloom-npz.ts'
import { bnnPynq } from './bnn-pynq.ts'
import type { Importer } from './importer.ts'
import { lasagne } from './lasagne.ts'

/** Folders and files are what the first one says that recognises them. */
export const importers: readonly Importer[] = [bitloom, bnnPynq, bitloomNpz, binaryNet, lasagne]
