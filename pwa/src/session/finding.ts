// What was found on the way to a hand-over: handed from the screen that scanned to the screen that serves.
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { HandedOver, ReadMethod } from '@/rules'

export interface IdentityRead {
  method: ReadMethod
  number: string
  name: string | null
  at: string
}

export interface Finding {
  cardholderId: string
  found: HandedOver['found']
  /** The frame in which the code was read (JPEG). */
  frame: Uint8Array | null
  identity: IdentityRead | null
}

export const useFinding = defineStore('finding', () => {
  const waiting = shallowRef<Finding | null>(null)

  /** Keep what was found; a card and an ID read right after each other belong together. */
  function keep(finding: Finding): void {
    const before = waiting.value
    waiting.value = before?.cardholderId === finding.cardholderId ? together(before, finding) : finding
  }

  /** Take what was found for this person, once. */
  function take(cardholderId: string): Finding | null {
    const finding = waiting.value
    waiting.value = null
    return finding?.cardholderId === cardholderId ? finding : null
  }

  return { waiting, keep, take }
})

function together(before: Finding, later: Finding): Finding {
  const cardWasRead = later.found.method === 'camera' || later.found.method === 'wedge'
  return {
    cardholderId: later.cardholderId,
    found: cardWasRead ? later.found : before.found,
    frame: later.frame ?? before.frame,
    identity: later.identity ?? before.identity,
  }
}
