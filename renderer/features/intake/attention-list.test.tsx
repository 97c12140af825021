// @vitest-environment happy-dom
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Provider } from 'react-redux';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeAppState, fakeSnapshot } from '../../../test/fakes/desk-data';
import { failed, FakeBridge } from '../../../test/fakes/fake-bridge';
import { fakeAttention } from '../../../test/fakes/intake-data';
import type { AttentionEntry } from '../../../common/contract/intake';
import { createI18n } from '../../app/i18n';
import { createAppStore } from '../../app/store';
import { AttentionList } from './attention-list';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;
let fake: FakeBridge;
let show: (entries: AttentionEntry[], total?: number) => Promise<void>;

beforeEach(async () => {
  fake = new FakeBridge(fakeAppState(fakeSnapshot()));
  const store = createAppStore({ bridge: fake.bridge, now: () => 0 });
  const i18n = await createI18n();
  const place = document.createElement('div');
  document.body.append(place);
  root = createRoot(place);
  const render = (list: ReactNode) =>
    act(() => {
      root.render(
        <I18nextProvider i18n={i18n}>
          <Provider store={store}>{list}</Provider>
        </I18nextProvider>,
      );
      return Promise.resolve();
    });
  show = (entries, total = entries.length) => render(<AttentionList entries={entries} total={total} />);
});
afterEach(async () => {
  await act(() => Promise.resolve(root.unmount()));
  document.body.replaceChildren();
});

const rows = () => [...document.querySelectorAll('li')];
const button = (row: number, name: string): HTMLButtonElement => {
  const found = [...(rows()[row]?.querySelectorAll('button') ?? [])].find((each) => each.textContent === name);
  if (!found) throw new Error(`row ${row} has no button ${name}`);
  return found;
};
const press = (target: HTMLButtonElement) =>
  act(() => {
    target.focus();
    target.click();
    return Promise.resolve();
  });
const entries = [fakeAttention(1), fakeAttention(2, { reason: 'unreadable' }), fakeAttention(3)];

describe('the attention list', () => {
  it('says why, where and since when; a reason it does not know by its code', async () => {
    await show([fakeAttention(1, { reason: 'too-many-parts', folder: 'Forms', uid: 7 })]);
    expect(rows()[0]?.textContent).toContain('Needs a look: too-many-parts');
    expect(rows()[0]?.textContent).toContain('Forms · UID 7');
    expect(rows()[0]?.querySelector('time')?.dateTime).toBe('2025-11-04T10:06:00.000Z');
  });

  it('keeps the focus in the list when its entry leaves', async () => {
    await show(entries);
    button(1, 'Retry').focus();
    await show([fakeAttention(1), fakeAttention(3)]);
    expect(document.activeElement).toBe(button(1, 'Retry'));
    await show([fakeAttention(1)]);
    expect(document.activeElement).toBe(button(0, 'Retry'));
    await show([]);
    expect(document.activeElement?.textContent).toBe('Needs attention');
  });

  it('leaves the focus alone when another entry leaves or comes', async () => {
    await show(entries);
    const focused = button(1, 'Dismiss');
    focused.focus();
    await show([fakeAttention(0), ...entries.slice(1, 2)]);
    expect(document.activeElement).toBe(focused);
  });

  it('asks before it dismisses, and goes back to where it was', async () => {
    await show(entries);
    await press(button(0, 'Dismiss'));
    expect(fake.requests).toEqual([]);
    expect(document.activeElement).toBe(button(0, 'Keep'));
    await press(button(0, 'Keep'));
    expect(document.activeElement).toBe(button(0, 'Dismiss'));
    await press(button(0, 'Dismiss'));
    await press(button(0, 'Dismiss for good'));
    expect(fake.inputsOf('attention.dismiss')).toEqual([{ id: entries[0]?.id }]);
    // Busy until the list says that it is gone, and still in focus.
    expect(document.activeElement).toBe(button(0, 'Dismissing…'));
    await press(button(0, 'Retry'));
    expect(fake.inputsOf('attention.retry')).toEqual([]);
  });

  it('says why an entry could not be settled', async () => {
    fake.answer('attention.retry', () => failed('service-unreachable'));
    await show(entries);
    await press(button(0, 'Retry'));
    expect(document.querySelector('[role=alert]')?.textContent).toContain('The service cannot be reached');
    expect(button(0, 'Retry').getAttribute('aria-disabled')).not.toBe('true');
  });

  it('shows hundreds a page at a time, and how many there are', async () => {
    const many = Array.from({ length: 120 }, (_, n) => fakeAttention(n));
    await show(many, 1500);
    expect(rows()).toHaveLength(50);
    expect(document.body.textContent).toContain('The newest 120 of 1,500 are listed.');
    const more = [...document.querySelectorAll('button')].find((each) => each.textContent === 'Show more');
    await act(() => Promise.resolve(more?.click()));
    expect(rows()).toHaveLength(100);
  });
});
