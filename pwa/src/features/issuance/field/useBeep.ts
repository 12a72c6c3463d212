// One short tone on a match, two low ones on a stop. Never the only sign.
let context: AudioContext | null = null

function tone(frequency: number, from: number, seconds: number): void {
  const audio = (context ??= new AudioContext())
  const start = audio.currentTime + from
  const [source, volume] = [audio.createOscillator(), audio.createGain()]
  source.frequency.value = frequency
  volume.gain.setValueAtTime(0.15, start)
  volume.gain.exponentialRampToValueAtTime(0.001, start + seconds)
  source.connect(volume).connect(audio.destination)
  source.start(start)
  source.stop(start + seconds)
}

export function beepMatch(): void {
  tone(1320, 0, 0.09)
}

export function beepStop(): void {
  tone(330, 0, 0.14)
  tone(330, 0.2, 0.14)
}
