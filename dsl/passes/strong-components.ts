/** Strongly connected components of a graph: Tarjan, "Depth-first search and linear graph algorithms" (1972). */

/**
 * The components of the graph on 0..count-1 whose edges `successors` gives, successors first: every edge
 * leads to the same or an earlier component. A component of several vertices, or one with an edge to itself,
 * is a cycle.
 */
export function strongComponents(
  count: number,
  successors: (vertex: number) => readonly number[],
): readonly (readonly number[])[] {
  const components: number[][] = []
  /** 0: not seen; otherwise the order of discovery, from 1. */
  const discovered = new Uint32Array(count)
  const lowest = new Uint32Array(count)
  const isOpen = new Uint8Array(count)
  const open: number[] = []
  let clock = 0

  const enter = (vertex: number) => {
    clock++
    discovered[vertex] = clock
    lowest[vertex] = clock
    isOpen[vertex] = 1
    open.push(vertex)
    return { vertex, next: 0, successors: successors(vertex) }
  }
  const close = (vertex: number) => {
    const component = open.splice(open.lastIndexOf(vertex))
    for (const member of component) isOpen[member] = 0
    components.push(component)
  }

  for (let root = 0; root < count; root++) {
    if (discovered[root]) continue
    const path = [enter(root)]
    while (path.length > 0) {
      const step = path.at(-1)!
      const successor = step.successors[step.next++]
      if (successor === undefined) {
        path.pop()
        const { vertex } = step
        const parent = path.at(-1)?.vertex
        if (parent !== undefined) lowest[parent] = Math.min(lowest[parent]!, lowest[vertex]!)
        if (lowest[vertex] === discovered[vertex]) close(vertex)
      } else if (!discovered[successor]) {
        path.push(enter(successor))
      } else if (isOpen[successor]) {
        lowest[step.vertex] = Math.min(lowest[step.vertex]!, discovered[successor]!)
      }
    }
  }
  return components
}
