/** Where each copy of the text stands before the whole is turned; pixels, from the middle of the picture. */
export function watermarkPlaces(width: number, height: number, textWidth: number, lineHeight: number): { x: number; y: number }[] {
  const reach = Math.hypot(width, height) / 2
  const stepX = textWidth + lineHeight * 2
  const stepY = lineHeight * 4
  const places: { x: number; y: number }[] = []
  for (let row = -Math.ceil(reach / stepY); row * stepY <= reach; row++) {
    const shift = row % 2 === 0 ? 0 : stepX / 2
    for (let column = -Math.ceil(reach / stepX) - 1; column * stepX <= reach; column++) {
      places.push({ x: column * stepX + shift, y: row * stepY })
    }
  }
  return places
}

/**
 * Draw the text across the whole picture, light with a dark rim: legible on any ground, so the copy serves
 * no other purpose, and thin enough to read what is under it.
 */
export function drawWatermark(pen: OffscreenCanvasRenderingContext2D, text: string): void {
  const { width, height } = pen.canvas
  const size = Math.max(14, Math.round(width / 36))
  pen.save()
  pen.font = `${size}px sans-serif`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.lineWidth = Math.max(1, size / 14)
  pen.strokeStyle = 'rgba(0, 0, 0, .35)'
  pen.fillStyle = 'rgba(255, 255, 255, .5)'
  pen.translate(width / 2, height / 2)
  pen.rotate(-Math.PI / 9)
  for (const { x, y } of watermarkPlaces(width, height, pen.measureText(text).width, size)) {
    pen.strokeText(text, x, y)
    pen.fillText(text, x, y)
  }
  pen.restore()
}
