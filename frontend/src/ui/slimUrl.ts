/**
 * Stands in for `mdurl` under markdown-it: addresses are shown as text, never followed, so that they
 * need neither be taken apart nor put together.
 */
export const parse = (address: string): { href: string } => ({ href: address });
export const format = ({ href }: { href: string }): string => href;
/** What is encoded already stays as it is; half a surrogate pair has no encoding. */
export const encode = (address: string): string =>
  encodeURI(address.replace(/[\ud800-\udfff]/gu, "\ufffd")).replace(/%25([0-9a-f]{2})/gi, "%$1");
export function decode(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}
encode.defaultChars = ";/?:@&=+$,-_.!~*'()#";
decode.defaultChars = ";/?:@&=+$,#";
