import AxeBuilder from '@axe-core/playwright';
import type { AgentDesk } from '../world/agent-desk';

/** What axe holds against the screen as it is now, WCAG 2.2 A and AA. A mail's own document is its sender's. */
export async function violations(desk: AgentDesk): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page: desk.page })
    // Electron opens no blank page, which axe's newer way of collecting results wants.
    .setLegacyMode(true)
    .exclude('iframe')
    // Fluent's sentinels that keep the focus in a menu or toolbar: focusable, hidden, and never stopped at.
    .exclude('[data-tabster-dummy]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}
