import { z } from 'zod';
import { roleSchema } from '../../common/contract/agent';
import { codeSchema, namedSchema } from '../../common/contract/configuration/names';

const nameSchema = z.string().trim().min(1).max(200);

/** The queues, addresses, agents and reasons of a site, as one file. */
export const seedSchema = z
  .strictObject({
    csqs: z
      .array(
        z.strictObject({
          name: nameSchema,
          /** Gets what is addressed to no known entry point. Without a mark the first is it. */
          isDefault: z.boolean().default(false),
          offerTimeLimitS: z.int().min(1).max(3600).default(30),
          wrapUpLimitS: z.int().min(0).max(7200).default(60),
        }),
      )
      .min(1),
    entryPoints: z
      .array(
        z.strictObject({
          address: z.email().max(320).toLowerCase(),
          displayName: nameSchema,
          csq: nameSchema,
          isDefault: z.boolean().default(false),
        }),
      )
      .min(1),
    /** Added to those of the configuration, or renamed there. */
    skills: z.array(namedSchema).max(1000).optional(),
    agents: z.array(
      z.strictObject({
        username: nameSchema,
        displayName: nameSchema,
        role: roleSchema,
        password: z.string().min(8).max(1000),
        capacity: z.int().min(0).max(30).default(3),
        csqs: z.array(nameSchema).default([]),
        /** 10 is the best level. Not said: those they have stay; an empty list takes them away. */
        skills: z
          .array(z.strictObject({ skill: codeSchema, level: z.int().min(1).max(10) }))
          .max(1000)
          .optional(),
      }),
    ),
    wrapUpReasons: z
      .array(z.strictObject({ code: codeSchema, label: nameSchema, isDefault: z.boolean().default(false) }))
      .min(1),
    notReadyReasons: z.array(z.strictObject({ code: codeSchema, label: nameSchema })),
  })
  .superRefine((seed, context) => {
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const csqs = new Set(seed.csqs.map((csq) => csq.name));
    const lists: [string, string[]][] = [
      ['csqs', seed.csqs.map((csq) => csq.name)],
      ['entryPoints', seed.entryPoints.map((point) => point.address)],
      ['agents', seed.agents.map((agent) => agent.username.toLowerCase())],
      ['wrapUpReasons', seed.wrapUpReasons.map((reason) => reason.code)],
      ['notReadyReasons', seed.notReadyReasons.map((reason) => reason.code)],
      ['skills', (seed.skills ?? []).map((skill) => skill.id)],
    ];
    for (const [list, keys] of lists) {
      keys.forEach((key, index) => {
        if (keys.indexOf(key) !== index) refuse([list, index], 'is there twice');
      });
    }
    for (const list of ['csqs', 'entryPoints', 'wrapUpReasons'] as const) {
      if (seed[list].filter((entry) => entry.isDefault).length > 1) refuse([list], 'only one may be the default');
    }
    seed.entryPoints.forEach((point, index) => {
      if (!csqs.has(point.csq)) refuse(['entryPoints', index, 'csq'], `there is no queue named ${point.csq}`);
    });
    seed.agents.forEach((agent, index) => {
      for (const name of agent.csqs) {
        if (!csqs.has(name)) refuse(['agents', index, 'csqs'], `there is no queue named ${name}`);
      }
      const skills = (agent.skills ?? []).map(({ skill }) => skill);
      if (new Set(skills).size < skills.length) refuse(['agents', index, 'skills'], 'one of them is there twice');
    });
  });
export type Seed = z.infer<typeof seedSchema>;
