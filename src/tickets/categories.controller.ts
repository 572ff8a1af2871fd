import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import type { Refusal } from '../platform/http/refusal.js';
import { IdPipe } from '../platform/http/validation.js';
import { Categories } from './categories.js';
import type { Category } from './ticket.js';
import { CategoryChangeInput, CategoryInput, CategoryView } from './tickets.dto.js';

@ApiTags('类别 categories')
@ApiBearerAuth()
@Controller('categories')
export class CategoriesController {
  constructor(private readonly categories: Categories) {}

  @Get()
  @ApiOperation({ summary: '类别树，按代码 / The tree of categories, by code' })
  @ApiOkResponse({ type: [CategoryView] })
  all(): Promise<Category[]> {
    return this.categories.all();
  }

  @Post()
  @ApiOperation({ summary: '新类别（管理员）/ A new category (administrators)' })
  @ApiCreatedResponse({ type: CategoryView })
  create(@Body() body: CategoryInput, @By() by: Actor): Promise<Category | Refusal> {
    return this.categories.create({ durationMinutes: 60, pair: 'never', ...body }, by);
  }

  @Patch(':id')
  @ApiOperation({
    summary: '改类别，用于以后的事项（全局管理员）/ Change a category, for tickets to come (administrators of all)',
  })
  @ApiOkResponse({ type: CategoryView })
  change(@Param('id', IdPipe) id: string, @Body() { version, ...given }: CategoryChangeInput, @By() by: Actor) {
    return this.categories.change(id, given, by, version);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: '停用类别，在办的照办（全局管理员）/ Retire a category; open tickets go on (administrators of all)',
  })
  @ApiNoContentResponse()
  retire(@Param('id', IdPipe) id: string, @By() by: Actor) {
    return this.categories.retire(id, by);
  }
}
