import type { Certificate } from './certificates';
import type { Capability } from './types';

/** Account that holds everything sent to the stack's own domain. */
export const SHARED_USER = 'shared';
export const PASSWORD = 'secret';

export type DovecotPorts = { imap: number; imaps: number; lmtp: number };

/** Who the servers run as: a mail user of no account for root, else whoever starts the tests. */
export type ServerIdentity = { isRoot: boolean; user: string; group: string; mailUid: number; mailGid: number };

export type DovecotSettings = {
  dir: string;
  listen: string;
  domain: string;
  ports: DovecotPorts;
  certificate: Certificate;
  identity: ServerIdentity;
  /** Plain passwords without TLS: refused, unless the client is on the server's own address. */
  isPlainLoginAllowed: boolean;
  maxConnections: number;
  withoutCapabilities: Capability[];
};

/** Dovecot 2.3's configuration. */
export function dovecotConfig(settings: DovecotSettings): string {
  const { dir, listen, domain, ports, certificate, identity } = settings;
  // Every address of the stack's domain is the one shared account; any other address is an account of its own.
  const user = `%{if;%d;eq;${domain};${SHARED_USER};%u}`;
  const home = `${dir}/mail/%{if;%d;eq;${domain};${SHARED_USER};%u}`;
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/dovecot.log
protocols = imap lmtp
listen = ${listen}
instance_name = ${dir.replaceAll(/\W/g, '-')}
first_valid_uid = 1
first_valid_gid = 1
${identity.isRoot ? '' : unprivileged(identity)}
mail_location = maildir:~/Maildir
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = user=${user} uid=${identity.mailUid} gid=${identity.mailGid} home=${home} allow_all_users=yes
}
auth_mechanisms = plain login
auth_failure_delay = 0
disable_plaintext_auth = ${settings.isPlainLoginAllowed ? 'no' : 'yes'}
ssl = yes
ssl_cert = <${certificate.certFile}
ssl_key = <${certificate.keyFile}
mail_max_userip_connections = ${settings.maxConnections}
mailbox_idle_check_interval = 5 secs
maildir_very_dirty_syncs = yes
lda_mailbox_autocreate = yes
lmtp_save_to_detail_mailbox = no
${capabilityOverride(settings.withoutCapabilities)}
namespace inbox {
  inbox = yes
  separator = /
${['Sent', 'Drafts', 'Trash', 'Junk', 'Archive'].map((name) => folder(name, `\\${name}`)).join('')}${folder('Outbox')}}
service imap-login {
  ${identity.isRoot ? '' : 'chroot ='}
  process_min_avail = 1
  service_count = 0
  client_limit = 2000
  inet_listener imap {
    address = ${listen}
    port = ${ports.imap}
  }
  inet_listener imaps {
    address = ${listen}
    port = ${ports.imaps}
    ssl = yes
  }
}
service imap {
  process_limit = 2000
}
service lmtp {
  inet_listener lmtp {
    address = ${listen}
    port = ${ports.lmtp}
  }
}
# Failed sign-ins would otherwise make the next ones wait for seconds.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
protocol lmtp {
  lmtp_hdr_delivery_address = final
}
`;
}

function folder(name: string, specialUse?: string): string {
  const use = specialUse ? `    special_use = ${specialUse}\n` : '';
  return `  mailbox ${name} {\n${use}    auto = create\n  }\n`;
}

function unprivileged({ user, group }: ServerIdentity): string {
  return `default_login_user = ${user}
default_internal_user = ${user}
default_internal_group = ${group}
service anvil {
  chroot =
}`;
}

const CAPABILITIES = [
  'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT THREAD=REFERENCES THREAD=REFS MULTIAPPEND UNSELECT CHILDREN',
  'NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH SEARCHRES WITHIN LIST-STATUS BINARY MOVE',
  'STATUS=SIZE LITERAL+ SPECIAL-USE',
].join(' ');

/** Only the announcement: the commands still work. Refusing them needs the proxy, which cannot look into TLS. */
function capabilityOverride(without: Capability[]): string {
  if (without.length === 0) return '';
  const gone = new Set<string>(without);
  if (gone.has('CONDSTORE')) gone.add('QRESYNC');
  const kept = CAPABILITIES.split(' ').filter((capability) => !gone.has(capability));
  return `imap_capability = ${kept.join(' ')}`;
}
