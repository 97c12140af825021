/** ISO-2022-KR (RFC 1557) as EUC-KR: between shift-out and shift-in stand the same codes without their highest bit. */
export function fromIso2022Kr(octets: Buffer): Buffer {
  const out = Buffer.alloc(octets.length);
  let length = 0;
  let isShifted = false;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    if (octet === 0x0e) isShifted = true;
    else if (octet === 0x0f) isShifted = false;
    // ESC $ ) C announces it, and is no text
    else if (octet === 0x1b && octets[at + 1] === 0x24) at += 3;
    else {
      if (octet === 0x0a) isShifted = false;
      out[length] = isShifted && octet > 0x20 ? octet | 0x80 : octet;
      length += 1;
    }
  }
  return out.subarray(0, length);
}

/** HZ (RFC 1843) as GB 2312: `~{` and `~}` around codes without their highest bit, `~~` for a tilde. */
export function fromHz(octets: Buffer): Buffer {
  const out = Buffer.alloc(octets.length);
  let length = 0;
  let isShifted = false;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    const next = octets[at + 1];
    if (octet === 0x7e && (next === 0x7b || next === 0x7d || next === 0x0a)) {
      isShifted = next === 0x7b;
      at += 1;
      continue;
    }
    if (octet === 0x7e && next === 0x7e && !isShifted) at += 1;
    out[length] = isShifted && octet > 0x20 ? octet | 0x80 : octet;
    length += 1;
  }
  return out.subarray(0, length);
}
