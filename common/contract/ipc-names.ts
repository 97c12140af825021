/** Names alone, so that the sandboxed preload needs no schema library. */
export const IPC_REQUESTS = [
  'app.state',
  'session.signIn',
  'session.signOut',
  'agent.setState',
  'contacts.accept',
  'contacts.open',
  'contacts.saveAttachment',
  'contacts.wrapUp',
  'replies.send',
  'drafts.load',
  'drafts.save',
  'mailFrame.put',
  'links.open',
  'attention.retry',
  'attention.dismiss',
] as const;
export type IpcRequestName = (typeof IPC_REQUESTS)[number];

export const IPC_EVENTS = [
  'desk.snapshot',
  'connection.changed',
  'intake.status',
  'contact.focus',
  'link.clicked',
] as const;
export type IpcEventName = (typeof IPC_EVENTS)[number];
