import type { Choice, Column, Stroke, Term } from '@/ui/kinds'

/** People, places and numbers that do not exist; only for looking at components. */
export const village = '龙泉村'
export const longName = '阿卜杜热合曼·麦麦提敏'
export const steps = ['找卡', '核对', '银行复核', '签字']

export const round: { total: Term; parts: Term[] } = {
  total: { key: 'out', label: '带出', n: 280 },
  parts: [{ key: 'handed', label: '已发', n: 96 }, { key: 'wrong', label: '错卡', n: 3, bad: true }, { key: 'left', label: '剩余', n: 181 }],
}
export const closing: { total: Term; parts: Term[] } = {
  total: { key: 'out', label: '带出', n: 280, note: '07:40 两人点过' },
  parts: [
    { key: 'handed', label: '已发', n: 215, note: '签名 204 · 指印 11' },
    { key: 'back', label: '带回', n: 58, note: '账上 59，少 1', bad: true },
    { key: 'wrong', label: '错卡', n: 6, note: '已封袋' },
    { key: 'missing', label: '缺失', n: 0, note: '没有' },
  ],
}
export const sheet: { total: Term; parts: Term[] } = {
  total: { key: 'rows', label: '表里', n: 1240 },
  parts: [{ key: 'ok', label: '没问题', n: 1221, mark: 'ok' }, { key: 'warn', label: '能导入，请看', n: 5, mark: 'warn' }, { key: 'stop', label: '不能导入', n: 14, mark: 'stop' }],
}
export const unknownSum: { total: Term; parts: Term[] } = {
  total: { key: 'out', label: '带出', n: 280 },
  parts: [{ key: 'handed', label: '已发', n: null }, { key: 'left', label: '剩余', n: null }],
}

export const reasons: Choice[] = [
  { value: 'absent', label: '没来' },
  { value: 'refused', label: '不愿领' },
  { value: 'dead', label: '去世了', detail: '卡带回，交县里注销' },
  { value: 'moved', label: '搬走了' },
  { value: 'home_visit', label: '下午家访' },
  { value: 'bank_refused', label: '银行说不符', detail: '要银行管理员先点', closed: true },
]

const arc = (x: number, y: number, dx: number, dy: number): Stroke =>
  Array.from({ length: 12 }, (_, i) => [x + (dx * i) / 11, y + (dy * i) / 11 + Math.sin(i / 2) * 5, i * 16] as const)
export const strokes: Stroke[] = [arc(40, 60, 110, -8), arc(54, 120, 84, -6), arc(96, 62, 2, 126), arc(28, 194, 150, -8), arc(250, 60, 90, -6), arc(262, 118, 74, -4), arc(298, 60, 2, 124), arc(232, 190, 130, -6), arc(322, 142, 24, 24)]

export interface ImportLine { row: number; name: string; number: string; card: string; position: string; village: string; kind: 'stop' | 'warn'; why: string; bad: string }

export const lines: ImportLine[] = [
  { row: 37, name: '许哲男', number: '2.22426E+17', card: 'B0•••1184', position: '2-1-1-37', village: '九龙村', kind: 'stop', why: '表格丢了后几位，补不回来', bad: 'number' },
  { row: 204, name: '赵长山', number: '222426 •••• 3317', card: 'B0•••1351', position: '2-1-5-04', village: '柳树村', kind: 'stop', why: '校验位应为 4，表里是 7', bad: 'number' },
  { row: 377, name: '全英子', number: '222426 •••• 6028', card: 'B0•••1524', position: '2-2-1-17', village: '柳树村', kind: 'stop', why: '和第 376 行同一箱位', bad: 'position' },
  { row: 590, name: '古丽娜尔·买买提', number: '222426 •••• 204X', card: 'B0•••1737', position: '2-2-6-30', village: '新屯村', kind: 'warn', why: '间隔号按“·”存，原样留底', bad: 'name' },
  { row: 811, name: '刘𬱖', number: '222426 •••• 112X', card: 'B0•••1958', position: '2-3-3-11', village: '新屯村', kind: 'warn', why: '生僻字，字形请和源表比', bad: 'name' },
]

export const columns: Column<ImportLine>[] = [
  { key: 'row', label: '行', align: 'right', sortable: true, code: true },
  { key: 'name', label: '姓名', bold: true, sortable: true },
  { key: 'number', label: '社会保障号码', code: true },
  { key: 'card', label: '卡号', code: true },
  { key: 'position', label: '箱位', code: true, sortable: true },
  { key: 'village', label: '村', sortable: true },
  { key: 'why', label: '问题' },
]

/** A drawn stand-in, so that no real face is shown. */
export const portrait = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 358 441"><rect width="358" height="441" fill="#dfe8ee"/><path d="M98 190c-6-80 32-122 82-122s90 40 84 124c-2 34-8 62-20 76H118c-12-14-18-44-20-78z" fill="#8d9096"/><path d="M28 441c2-66 40-96 106-110l46-8 46 8c66 14 104 44 106 110z" fill="#56435c"/><path d="M140 262h80v66c-10 22-30 32-40 32s-30-10-40-32z" fill="#e6bd9a"/><ellipse cx="180" cy="200" rx="68" ry="86" fill="#e6bd9a"/><path d="M106 196c-4-66 26-108 76-108s80 44 72 108c-8-34-24-58-52-70-18 24-66 34-96 70z" fill="#8d9096"/></svg>')}`
