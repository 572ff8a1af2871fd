import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { RequestKey } from '../platform/database/database.js';

export type AreaRoleName = 'operator' | 'leader' | 'administrator';

export interface AreaRole {
  role: AreaRoleName;
  areaId: string;
  /** codes from the root, each followed by a dot: what the role covers is everything below this prefix */
  path: string;
}

export interface StationRole {
  role: 'head' | 'deputy';
  stationId: string;
}

/** A skill with what says whether it counts on a day. */
export interface HeldSkill {
  skill: string;
  /** work that needs a licence valid on the day */
  licensed: boolean;
  /** the licence's last day; null without one */
  validUntil: string | null;
  /** how it was proven; null: it was not */
  proof: string | null;
}

/** An actor from memory: good where the revision has not moved (access.ts). */
export interface Access {
  revision: string;
  /** a statement of this request has seen that it has not */
  checked: boolean;
}

/** Who acts: an account with what it may do today, read anew for each request. */
export interface Actor {
  accountId: string;
  name: string;
  areaRoles: AreaRole[];
  stationRoles: StationRole[];
  helperId: string | null;
  /** the helper's; empty where the actor is none */
  skills?: HeldSkill[];
  /** from memory, and not checked yet: for endpoints with @RememberedActor() */
  access?: Access;
  /** set on a POST with an Idempotency-Key: hand it to Database.transaction */
  request?: RequestKey;
}

declare module 'fastify' {
  interface FastifyRequest {
    actor?: Actor;
  }
}

/** The signed-in actor, with the request's idempotency key. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (request.actor === undefined) throw new Error('@By() on an endpoint without sign-in');
  return { ...request.actor, request: request.idempotency };
});

/** The prefixes below which the actor holds one of the roles. */
export function pathsOf(actor: Actor, ...roles: AreaRoleName[]): string[] {
  return actor.areaRoles.filter(({ role }) => roles.includes(role)).map(({ path }) => path);
}

/** Does the actor hold one of the roles over this place? */
export function covers(actor: Actor, areaPath: string, ...roles: AreaRoleName[]): boolean {
  return pathsOf(actor, ...roles).some((path) => areaPath.startsWith(path));
}

/** For what holds in the whole installation: an administrator of the root, whose code is how every path begins. */
export function administersAll(actor: Actor): boolean {
  return pathsOf(actor, 'administrator').some((path) => path.indexOf('.') === path.length - 1);
}

export function headsStation(actor: Actor, stationId: string | null): boolean {
  return actor.stationRoles.some((role) => role.stationId === stationId);
}
