/** Stands in for `linkify-it` under markdown-it: links are never made from bare text here. */
export class LinkifyIt {
  pretest(): boolean {
    return false;
  }
}
