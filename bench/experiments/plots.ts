/** Plots as SVG text: points and lines between them, on linear or logarithmic axes. */

import * as echarts from 'echarts'

export interface Axis {
  readonly name: string
  readonly scale: 'linear' | 'logarithmic'
}

/** Points that belong together. */
export interface Series {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Whether lines connect the points; a dashed line is a bound, not a result. */
  readonly line: 'none' | 'solid' | 'dashed'
}

export interface Plot {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
}

const size = { width: 900, height: 560 }

/**
 * The text of an SVG file, the same for the same plot.
 *
 * @example
 * const axis = { name: 'LUT sites', scale: 'logarithmic' }
 * const series = [{ name: 'mlp', line: 'solid', points: [[1e4, 1e5], [1e5, 1e6]] }]
 * renderPlot({ title: 'Throughput', x: axis, y: { ...axis, name: 'frames/s' }, series }).startsWith('<svg') // true
 */
export function renderPlot({ title, x, y, series }: Plot): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center' },
    legend: { bottom: 0 },
    grid: { left: 90, right: 40, top: 60, bottom: 100 },
    xAxis: axisOption(x),
    yAxis: axisOption(y),
    series: series.map(({ name, points, line }) => ({
      type: 'line',
      name,
      data: points,
      symbol: line === 'dashed' ? 'none' : 'circle',
      symbolSize: 7,
      silent: true,
      emphasis: { disabled: true },
      lineStyle: { type: line === 'dashed' ? 'dashed' : 'solid', width: line === 'none' ? 0 : 2 },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return `${withStableNames(svg)}\n`
}

function axisOption({ name, scale }: Axis): object {
  const type = scale === 'linear' ? 'value' : 'log'
  return { type, name, nameLocation: 'middle', nameGap: 55, axisLabel: { formatter: shortNumber } }
}

/** 1,500,000 as 1.5M. */
function shortNumber(value: number): string {
  return new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** The library numbers its styles from one chart to the next; a file must not depend on what was drawn before. */
function withStableNames(svg: string): string {
  const names = new Map<string, string>()
  return svg.replaceAll(/\bzr\d+-[a-z]+-?\d+/g, (name) => {
    const stable = names.get(name) ?? `plot-${names.size}`
    names.set(name, stable)
    return stable
  })
}
