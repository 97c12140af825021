/** How an offer's time stands: the share that is left (1 to 0), and whether it is about to run out. */
export function offerCountdown(
  offer: { offeredAt: string | null; offerExpiresAt: string | null },
  serverNowMs: number,
): { share: number; isEnding: boolean } {
  if (offer.offerExpiresAt === null) return { share: 1, isEnding: false };
  const end = Date.parse(offer.offerExpiresAt);
  const start = offer.offeredAt === null ? end - 30_000 : Date.parse(offer.offeredAt);
  const leftMs = Math.max(0, end - serverNowMs);
  const wholeMs = Math.max(1, end - start);
  return { share: Math.min(1, leftMs / wholeMs), isEnding: leftMs <= 5000 };
}
