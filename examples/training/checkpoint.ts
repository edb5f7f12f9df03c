/** Everything that a training run needs to go on where it stopped, in one `.npz` file. */
import { InputError } from '../../tools/files/input-error.ts'
import type { NpyArray } from '../../tools/files/npy.ts'
import { readNpz, writeNpz } from '../../tools/files/npz.ts'
import { readInputFile } from '../../tools/files/read-file.ts'
import { writeFileWhole } from '../../tools/files/write-file.ts'
import { parameterNames, type Recipe, startTraining, type Training } from './train.ts'

/** Writes latent weights, moments, progress and the state of the random generator. */
export function saveCheckpoint(training: Training, path: string): void {
  const { recipe, epoch, steps, random } = training
  const arrays: Record<string, NpyArray> = {
    recipe: vector(new TextEncoder().encode(JSON.stringify(recipe))),
    progress: vector(Int32Array.of(epoch, steps, random.state | 0)),
  }
  for (const [name, values] of floatArrays(training)) arrays[name] = vector(values)
  writeFileWhole(path, writeNpz(arrays))
}

/**
 * The run that {@link saveCheckpoint} wrote; going on gives the same bits as never having stopped.
 *
 * @throws InputError when the file is missing or damaged, or belongs to another recipe.
 */
export function loadCheckpoint(path: string, recipe: Recipe): Training {
  const file = readNpz(readInputFile(path))
  const found = new TextDecoder().decode(file.array('recipe').data as Uint8Array)
  if (found !== JSON.stringify(recipe)) {
    throw new InputError(`this checkpoint belongs to another recipe: ${found}`, {
      place: path,
      help: 'resume with the same options, or start anew without --resume',
    })
  }
  const training = startTraining(recipe)
  const [epoch, steps, state] = file.array('progress').data as Int32Array
  training.epoch = epoch!
  training.steps = steps!
  training.random.state = state! >>> 0
  for (const [name, values] of floatArrays(training)) values.set(file.array(name).data as Float32Array)
  return training
}

/** Every array of the run with its name in the file. */
function* floatArrays({ model, moments }: Training): Generator<[string, Float32Array]> {
  for (const [index, layer] of model.entries()) {
    for (const parameter of parameterNames) {
      const { first, second } = moments[index]![parameter]
      yield [`layer${index}.${parameter}`, layer[parameter]]
      yield [`layer${index}.${parameter}.first`, first]
      yield [`layer${index}.${parameter}.second`, second]
    }
  }
}

function vector<Data extends NpyArray['data']>(data: Data): NpyArray {
  return { shape: [data.length], data }
}
