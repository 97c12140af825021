export { ConversationHead } from './conversation-head';
export { Thread } from './thread';
export { OutcomeBar } from './outcome-bar';
