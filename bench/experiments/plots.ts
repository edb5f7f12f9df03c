/** Plots as SVG text: points and lines between them, on linear or logarithmic axes. */

import * as echarts from 'echarts'

export interface Axis {
  readonly name: string
  readonly scale: 'linear' | 'logarithmic'
}

/** Points that belong together. */
export interface Series {
  /** What the legend says; series of one name share a colour and a line of the legend. */
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
const colours = ['#3366cc', '#dc3912', '#109618', '#990099', '#ff9900', '#0099c6', '#7f7f7f', '#8c564b']

/**
 * The text of an SVG file, the same for the same plot.
 *
 * @example
 * const axis = { name: 'LUT sites', scale: 'logarithmic' }
 * const series = [{ name: 'mlp', line: 'solid', points: [[1e4, 1e5], [1e5, 1e6]] }]
 * renderPlot({ title: 'Throughput', x: axis, y: { ...axis, name: 'frames/s' }, series }).startsWith('<svg') // true
 */
export function renderPlot({ title, x, y, series }: Plot): string {
  const names = [...new Set(series.map(({ name }) => name))]
  const colourOf = (name: string) => colours[names.indexOf(name) % colours.length]!
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size })
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center' },
    legend: { bottom: 0, data: names },
    grid: { left: 90, right: 40, top: 60, bottom: 90 },
    xAxis: axisOption(x, 30),
    yAxis: axisOption(y, 55),
    series: series.map(({ name, points, line }) => ({
      type: 'line',
      name,
      data: points,
      symbol: line === 'dashed' ? 'none' : 'circle',
      symbolSize: 7,
      silent: true,
      emphasis: { disabled: true },
      color: colourOf(name),
      lineStyle: { type: line === 'dashed' ? 'dashed' : 'solid', width: line === 'none' ? 0 : 2 },
    })),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return `${withStableNames(svg)}\n`
}

function axisOption({ name, scale }: Axis, nameGap: number): object {
  const type = scale === 'linear' ? 'value' : 'log'
  return { type, name, nameLocation: 'middle', nameGap, axisLabel: { formatter: shortNumber } }
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
