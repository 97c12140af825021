import { describe, expect, it } from 'vitest';
import { automaticKind, hasNullReturnPath, isFromDaemon, mediaTypeOf } from './automatic-mail';
import { splitHeader } from './header-block';

const PERSON = 'From: Carla <carla@customers.example>\n';

describe('automaticKind', () => {
  it.each<[string, string | null]>([
    ['', null],
    ['Auto-Submitted: no', null],
    ['Auto-Submitted: NO (a person wrote it)', null],
    ['Auto-Submitted: auto-replied', 'auto-replied'],
    ['Auto-Submitted: Auto-Replied (vacation)', 'auto-replied'],
    ['Auto-Submitted: auto-generated; owner-email="x@y.example"', 'auto-generated'],
    ['Auto-Submitted: auto-notified', 'auto-generated'],
    ['Auto-Submitted: something-new', 'auto-generated'],
    ['Auto-Submitted: (no person) auto-replied', 'auto-replied'],
    ['Auto-Submitted: no\nAuto-Submitted: auto-replied', 'auto-replied'],
    ['Precedence: first-class\nPrecedence: bulk', 'bulk'],
    ['X-Auto-Response-Suppress: None\nX-Auto-Response-Suppress: OOF', 'responses-unwanted'],
    ['X-Autoreply: yes', 'auto-replied'],
    ['X-Autoreply: no', null],
    ['X-Autorespond: Out of office', 'auto-replied'],
    ['Subject: Automatic reply: Re: A question', 'auto-replied'],
    ['Subject: Auto: away', 'auto-replied'],
    ['Subject: Automatic gate: how do I open it?', null],
    ['X-Apple-Action: VACATION', 'auto-replied'],
    ['Precedence: auto_reply', 'auto-replied'],
    ['Precedence: bulk', 'bulk'],
    ['Precedence: Junk', 'bulk'],
    ['Precedence: list', 'list'],
    ['Precedence: first-class', null],
    ['List-Id: News <news.example>', 'list'],
    ['List-Unsubscribe: <mailto:x@y.example>', 'list'],
    ['X-Auto-Response-Suppress: All', 'responses-unwanted'],
    ['X-Auto-Response-Suppress: None', null],
    ['Return-Path: <>', 'null-return-path'],
    ['Return-Path: <MAILER-DAEMON>', 'daemon'],
    ['Content-Type: multipart/report; report-type=disposition-notification; boundary=x', 'report'],
  ])('%j → %s', (line, expected) => {
    expect(automaticKind(splitHeader(`${PERSON}${line}`))).toBe(expected);
  });

  it('is not led astray by case and folding', () => {
    expect(automaticKind(splitHeader('AUTO-SUBMITTED:\n  auto-replied'))).toBe('auto-replied');
  });
});

describe('isFromDaemon', () => {
  it.each([
    ['From: Mail Delivery System <x@y.example>', 'yes'],
    ['From: MAILER-DAEMON', 'yes'],
    ['From: MAILER-DAEMON <>', 'yes'],
    ['From: a@y.example\nReturn-Path: <MAILER-DAEMON@y.example>', 'yes'],
    ['From: mailer-daemon@y.example (Mail Delivery Subsystem)', 'yes'],
    ['From: "mailer-dae\\mon@y.example"', 'yes'],
    ['From: <Postmaster@y.example>', 'maybe'],
    ['From: System Administrator <x@y.example>', 'maybe'],
    ['From: Carla <carla@y.example>\nReturn-Path: <bounces@mailings.example>', 'no'],
    ['From: Post Master <master@y.example>', 'no'],
    ['From: Carla <carla@mailer-daemon.example>', 'no'],
    ['From: Carla <carla@y.example>\nSubject: Mail Delivery System', 'no'],
  ])('%j → %s', (header, expected) => {
    expect(isFromDaemon(splitHeader(header))).toBe(expected);
  });
});

it('reads the null return path and the type of the body', () => {
  expect(hasNullReturnPath(splitHeader('Return-Path: < >'))).toBe(true);
  expect(hasNullReturnPath(splitHeader('Return-Path: <a@b.example>'))).toBe(false);
  const report = splitHeader('Content-Type: Multipart/Report;\n boundary="x"; Report-Type="delivery-status"');
  expect(mediaTypeOf(report)).toEqual({ type: 'multipart/report', reportType: 'delivery-status' });
  expect(mediaTypeOf([])).toEqual({ type: 'text/plain', reportType: null });
});
