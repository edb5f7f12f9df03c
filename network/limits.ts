/** How large layers and maps can be. */

/** The most inputs of a neuron, and the most neurons of a layer. */
export const maximumLayerSize = 65_536

/** The most values of a map, its padding included. */
export const maximumMapSize = 2 ** 24
