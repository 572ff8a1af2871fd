import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { By, type Actor } from '../accounts/actor.js';
import type { Refusal } from '../platform/http/refusal.js';
import { Categories } from './categories.js';
import type { Category } from './ticket.js';
import { CategoryInput, CategoryView } from './tickets.dto.js';

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
}
