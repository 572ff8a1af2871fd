import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { RequestKey } from '../../platform/database/database.js';
import { IdempotencyKey } from '../../platform/http/idempotency.js';
import type { Language } from '../../platform/http/language.js';
import { Public } from '../../platform/http/public.js';
import { InLanguage } from '../../platform/http/reader.js';
import { isRefusal, type Refusal } from '../../platform/http/refusal.js';
import { Categories, Similar, type Category } from '../../tickets/tickets.js';
import { Attempts } from '../requests/attempts.js';
import { categoriesLike } from '../requests/category.policy.js';
import { dangersIn, dangerWords } from '../requests/danger.policy.js';
import { publicStation, selfRequestOf, SelfRequestView, selfRequestView } from '../requests/self-requests.dto.js';
import { SelfRequests } from '../requests/self-requests.js';
import { WebPlaces } from './web-places.js';
import {
  WebMap,
  PlacesInput,
  PlacesView,
  SimilarInput,
  SimilarView,
  SortedView,
  WebCategoryGroup,
  WebCommunity,
  WebRequestInput,
  WebWordsInput,
} from './web.dto.js';

const LIKE = 5;

/**
 * Asking for help without an account and without a plate. What is typed travels in bodies, never in addresses: those are logged
 * by others.
 */
@ApiTags('居民 residents')
@Public()
@Controller('requests')
export class WebController {
  constructor(
    private readonly requests: SelfRequests,
    private readonly places: WebPlaces,
    private readonly similar: Similar,
    private readonly categories: Categories,
    private readonly attempts: Attempts,
  ) {}

  @Post()
  @ApiOperation({ summary: '求助，不用账号 / Ask for help, without an account' })
  @ApiCreatedResponse({ type: SelfRequestView })
  async ask(
    @Body() body: WebRequestInput,
    @Req() request: FastifyRequest,
    @IdempotencyKey() key: RequestKey | undefined,
    @InLanguage() language: Language,
  ): Promise<SelfRequestView | Refusal> {
    if (!(await this.attempts.admit('address', request.ip))) return { refused: 'too-many-requests' };
    const { place, sameAs = null, categoryId } = body;
    // whoever has chosen a category on the page was asked what it asks; by words alone nobody was
    const asked = selfRequestOf(body);
    asked.answers ??= categoryId === undefined ? undefined : [];
    const requested = await this.requests.open(asked, place, sameAs, language, key, selfRequestView);
    return isRefusal(requested) ? requested : selfRequestView(requested);
  }

  @Get('categories')
  @ApiOperation({ summary: '可选的类别 / The categories to choose from' })
  @ApiOkResponse({ type: [WebCategoryGroup] })
  async all(@InLanguage() language: Language): Promise<WebCategoryGroup[]> {
    return groupsOf(await this.categories.all(), language);
  }

  @Post('categories')
  @HttpCode(200)
  @ApiOperation({
    summary: '按所说的话找类别，有危险先提醒 / Categories by the words typed, and a danger that they tell of',
  })
  @ApiOkResponse({ type: SortedView })
  async sort(@Body() { text }: WebWordsInput, @InLanguage() language: Language): Promise<SortedView> {
    const found = categoriesLike(text, await this.categories.all(), LIKE);
    return {
      danger: dangerWords(dangersIn(text), language),
      categories: found.map((category) => categoryView(category, language)),
    };
  }

  @Post('places')
  @HttpCode(200)
  @ApiOperation({ summary: '按地址或定位找楼栋 / Buildings by an address or a position' })
  @ApiOkResponse({ type: PlacesView })
  async find(@Body() { text, point }: PlacesInput): Promise<PlacesView | Refusal> {
    if (point !== undefined) {
      const found = await this.places.byPoint(point);
      return isRefusal(found) ? found : { items: found.items, station: publicStation(found.station) };
    }
    const items = text === undefined ? [] : await this.places.byWords(text);
    return isRefusal(items) ? items : { items, station: null };
  }

  @Get('communities')
  @ApiOperation({ summary: '社区，用来选地图 / Communities, to choose a map of' })
  @ApiOkResponse({ type: [WebCommunity] })
  communities(): Promise<WebCommunity[]> {
    return this.places.communities();
  }

  @Get('communities/:code/map')
  @ApiOperation({ summary: '一个社区的网格和楼栋 / Grids and buildings of a community' })
  @ApiOkResponse({ type: WebMap })
  async map(@Param('code') code: string): Promise<WebMap | Refusal> {
    const found = await this.places.map(code);
    if (isRefusal(found)) return found;
    const { grids, ...rest } = found;
    return { ...rest, grids: grids.map(({ geometry, ...grid }) => ({ ...grid, boundary: geometry })) };
  }

  @Post('similar')
  @HttpCode(200)
  @ApiOperation({ summary: '附近同类的未办结求助 / Open requests of the same kind nearby' })
  @ApiOkResponse({ type: [SimilarView] })
  async near(
    @Body() { place, categoryId }: SimilarInput,
    @Req() request: FastifyRequest,
    @InLanguage() language: Language,
  ): Promise<SimilarView[] | Refusal> {
    if (!(await this.attempts.admit('look', request.ip))) return { refused: 'too-many-requests' };
    return this.similar.near(place, categoryId, language);
  }
}

const nameIn = ({ name, nameEn }: Category, language: Language) => (language === 'zh' || nameEn === '' ? name : nameEn);
const categoryView = (category: Category, language: Language) => ({
  id: category.id,
  name: nameIn(category, language),
  questions: category.questions,
});

function groupsOf(categories: Category[], language: Language): WebCategoryGroup[] {
  const roots = categories.filter(({ parentId }) => parentId === null);
  return roots
    .map((root) => ({
      name: nameIn(root, language),
      categories: categories
        .filter((category) => category.selectable && (category.parentId === root.id || category.id === root.id))
        .map((category) => categoryView(category, language)),
    }))
    .filter((group) => group.categories.length > 0);
}
