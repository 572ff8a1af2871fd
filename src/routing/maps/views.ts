import { sumOf, wordsOfFinding, type MapImport, type Publication, type StoredFinding } from '../../areas/areas.js';
import type { Language } from '../../platform/http/language.js';
import { wordsOf } from '../../platform/http/problems.js';
import type { MapDetail } from './drafts.js';
import type { ReportState } from './map-checks.js';
import type { FindingView, MapImportView, MapView, PublicationView, ReportStateView } from './maps.dto.js';

export function importView(row: MapImport, language: Language): MapImportView {
  const { id, kind, mode, state, bytes, bytesOf, rows, written, found, startedAt, endedAt, fault } = row;
  return {
    ...{ id, kind, mode, state, bytes, bytesOf, rows, written, found, startedAt, endedAt },
    fault: fault === null ? null : { code: fault.code, words: wordsOf(fault.code, fault.args, language) },
  };
}

export function reportView({ isChecked, found }: ReportState): ReportStateView {
  return {
    isChecked,
    errors: sumOf(found, 'error'),
    warnings: sumOf(found, 'warning'),
    repaired: sumOf(found, 'repaired'),
    found,
  };
}

export function publicationView(row: Publication, language: Language): PublicationView {
  const { id, mapId, mapName, previousId, kind, state, validFrom, moveOpenTickets } = row;
  const { requestedAt, dueAt, publishedAt, fault } = row;
  return {
    ...{ id, mapId, mapName, previousId, kind, state, validFrom, moveOpenTickets, requestedAt, dueAt, publishedAt },
    fault: fault === null ? null : { code: fault, words: wordsOf(fault, {}, language) },
  };
}

export function mapView(map: MapDetail, language: Language): MapView {
  const { id, name, state, validFrom, source, createdAt, publishedAt, basedOn, revision, report, publication } = map;
  return {
    ...{ id, name, state, validFrom, source, createdAt, publishedAt, basedOn, revision },
    report: reportView(report),
    publication: publication === null ? null : publicationView(publication, language),
  };
}

export function findingView(finding: StoredFinding, language: Language): FindingView {
  const { id, severity, code, features, areaM2, share, distanceM, geometry } = finding;
  return {
    ...{ id, severity, code, features },
    words: wordsOfFinding(finding, language),
    areaM2: areaM2 ?? null,
    share: share ?? null,
    distanceM: distanceM ?? null,
    geometry: geometry ?? null,
  };
}
