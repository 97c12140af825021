/// <reference types="vite/client" />
import { start } from '../../renderer/app/start';
import { failed, FakeBridge, ok } from '../fakes/fake-bridge';
import { contactId, fakeAppState } from '../fakes/desk-data';
import { mailsOf, scenes, type Scene, type SceneName } from './scenes';

/** The real renderer on fake data: `?scene=active&locale=pl`. The first page of the component gallery. */
const query = new URLSearchParams(location.search);
const name = (query.get('scene') ?? 'active') as SceneName;
const scene: Scene = scenes[name](Date.now());
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const appState = fakeAppState(scene.snapshot, { locale: query.get('locale') ?? 'en', ...scene.app });
const fake = new FakeBridge(appState, {
  'session.signIn': () => (scene.signInError ? failed(scene.signInError) : ok(appState)),
  'contacts.open': (input) => (scene.openError ? failed(scene.openError) : ok({ mails: mailsOf(input.contactId) })),
  'replies.send': () => (scene.sendError ? failed(scene.sendError) : ok({ messageId: '<sent@example.com>' })),
  'drafts.load': (input) => ok({ draft: input.contactId === contactId(1) ? (scene.draft ?? null) : null }),
  'mailFrame.put': ({ html }) => ok({ url: URL.createObjectURL(new Blob([html], { type: 'text/html' })) }),
});
await start(fake.bridge, root);
