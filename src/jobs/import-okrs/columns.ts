/** Columns that a file must have. */
export const requiredColumns = [
  'cycle',
  'cycle_starts_on',
  'cycle_ends_on',
  'objective',
  'objective_owner_email',
  'key_result',
] as const;

/** All columns, as `examples/README.md` describes them. */
export const columns = [
  'cycle',
  'cycle_starts_on',
  'cycle_ends_on',
  'objective',
  'objective_description',
  'objective_owner_email',
  'objective_owner_name',
  'visibility',
  'key_result',
  'key_result_owner_email',
  'key_result_owner_name',
  'type',
  'unit',
  'currency',
  'precision',
  'baseline',
  'target',
  'weight',
  'milestones',
  'stages',
  'lower',
  'upper',
  'check_in_date',
  'check_in_value',
  'confidence',
  'comment',
] as const;
export type Column = (typeof columns)[number];

/** The cells of one row; empty cells are left out. */
export type Cells = Readonly<Partial<Record<Column, string>>>;
