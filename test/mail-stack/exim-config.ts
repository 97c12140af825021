import type { Certificate } from './certificates';
import { PASSWORD, SHARED_USER, type ServerIdentity } from './dovecot-config';
import type { TlsMode } from './types';

export type EximPorts = { smtp: number; submission: number; submissions: number };

export type EximSettings = {
  dir: string;
  binary: string;
  listen: string;
  domain: string;
  ports: EximPorts;
  lmtpPort: number;
  certificate: Certificate;
  identity: ServerIdentity;
  tls: TlsMode;
  messageSizeLimit: string;
};

/**
 * Exim's configuration: port 25's part takes mail for the stack's domain from anybody, the submission ports take mail
 * for anybody from who signs in. Everything goes to Dovecot by LMTP, customers' mail too. Three domains misbehave:
 * `refused.test` (550 at RCPT), `later.test` (451 at RCPT), `bounced.test` (taken, then returned with a DSN).
 */
export function eximConfig({ dir, binary, listen, domain, ports, ...settings }: EximSettings): string {
  const { certificate, identity } = settings;
  const port = (number: number): string => `[${listen}]:${number}`;
  const authenticatorCondition = settings.tls === 'plain' ? '' : 'server_advertise_condition = ${if def:tls_in_cipher}';
  return `
exim_path = ${binary}
deliver_drop_privilege = true
${identity.isRoot ? '' : `exim_user = ${identity.mailUid}\nexim_group = ${identity.mailGid}`}
spool_directory = ${dir}/spool
log_file_path = ${dir}/exim/%s.log
pid_file_path = ${dir}/exim/exim.pid
primary_hostname = mx.${domain}
local_interfaces = <; ${port(ports.smtp)} ; ${port(ports.submission)} ; ${port(ports.submissions)}
tls_advertise_hosts = *
tls_certificate = ${certificate.certFile}
tls_privatekey = ${certificate.keyFile}
tls_on_connect_ports = ${ports.submissions}
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_max = 200
smtp_accept_queue_per_connection = 0
remote_max_parallel = 5
message_size_limit = ${settings.messageSizeLimit}
disable_ipv6 = true
keep_environment =
never_users =
begin acl
rcpt:
  deny    domains = refused.test
          message = 5.1.1 no such mailbox here
  defer   domains = later.test
          message = 4.2.1 mailbox busy, try again later
  deny    condition = \${if or{{eq{$received_port}{${ports.submission}}}{eq{$received_port}{${ports.submissions}}}}}
          !authenticated = *
          message = authentication required
  accept  authenticated = *
  accept  domains = ${domain}
  deny    message = relay not permitted
begin routers
returned:
  driver = redirect
  domains = bounced.test
  allow_fail
  data = :fail: no such mailbox
everybody:
  driver = manualroute
  route_list = * ${listen} byname
  self = send
  transport = to_lmtp
begin transports
to_lmtp:
  driver = smtp
  protocol = lmtp
  port = ${settings.lmtpPort}
  allow_localhost
  hosts_try_chunking =
  hosts_avoid_tls = *
  max_rcpt = 1
  # A header with a thousand recipients on one line is a customer's right.
  message_linelength_limit = 100M
  # A frozen Dovecot is given up and tried again, not waited for.
  connect_timeout = 5s
  command_timeout = 10s
  headers_add = X-Original-To: $local_part$local_part_suffix@$domain
begin retry
* * F,1h,2s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${SHARED_USER}}}{eq{$auth3}{${PASSWORD}}}}}
  server_set_id = $auth2
  ${authenticatorCondition}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_condition = \${if and{{eq{$auth1}{${SHARED_USER}}}{eq{$auth2}{${PASSWORD}}}}}
  server_set_id = $auth1
  ${authenticatorCondition}
`;
}
