import type { Line } from './line'

/** What the model is given: its height is fixed; room around the characters, in heights of a character. */
export const inputHeight = 48
const above = 0.42
const beside = 0.6
/** The model's steps are 8 pixels wide. */
const step = 8
const widest = 960

/** A leaning rectangle of a picture and the size in which the model gets it. */
export interface Crop extends Line {
  inputWidth: number
}

/** The crop around a line, with the room that characters had where the model learned. */
export function cropAround(line: Line): Crop {
  const height = line.height * (1 + 2 * above)
  const length = line.length + line.height * 2 * beside
  return { ...line, length, height, inputWidth: inputWidthOf(length, height) }
}

/** Crops where the line must be if the card lies as the guide shows it: for pictures in which no line stands out. */
export function cropsByGuide(width: number, height: number): Crop[] {
  return [0.5, 0.42, 0.58].map((share) => {
    const size = { length: width * 0.94, height: height * 0.5 }
    return { x: width / 2, y: height * share, ...size, tilt: 0, inputWidth: inputWidthOf(size.length, size.height) }
  })
}

function inputWidthOf(length: number, height: number): number {
  const width = Math.ceil((length / height) * (inputHeight / step)) * step
  return Math.min(Math.max(width, inputHeight), widest)
}

/** Pixels as the model wants them: blue, green, red planes from -1 to 1. */
export function modelInput(rgba: Uint8ClampedArray, width: number): Float32Array {
  const count = width * inputHeight
  const input = new Float32Array(3 * count)
  for (let at = 0; at < count; at++) {
    input[at] = (rgba[at * 4 + 2] ?? 0) / 127.5 - 1
    input[count + at] = (rgba[at * 4 + 1] ?? 0) / 127.5 - 1
    input[2 * count + at] = (rgba[at * 4] ?? 0) / 127.5 - 1
  }
  return input
}
