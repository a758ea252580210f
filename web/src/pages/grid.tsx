// Names down, spaces across. Cells tell what is missing and what differs, and never a value; edits are collected and saved
// together.
import type { ComparedName, ComparedPlace } from '@polyvault/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { secretHref, spaceHref } from '../address.ts';
import { client } from '../client.ts';
import { useSpaces } from '../secrets/queries.ts';
import { saveAll } from '../secrets/save-all.ts';
import type { Edit } from '../secrets/save-all.ts';
import { Button, Code, Failure, Modal, TextField, Waiting } from '../ui/basics.tsx';
import { Go } from '../ui/go.tsx';
import { useNotice } from '../ui/notices.tsx';
import { generateValue } from '../ui/secret-value.tsx';
import { useWords } from '../words/words.tsx';
import { SpacePicker } from './space-picker.tsx';

interface Cell {
  readonly space: string;
  readonly name: string;
  readonly place: ComparedPlace | null;
}

const keyOf = ({ space, name }: { readonly space: string; readonly name: string }) =>
  JSON.stringify([space, name]);

export function GridPage() {
  const { t } = useWords();
  const spaces = useSpaces();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [onlyDifferences, setOnlyDifferences] = useState(false);
  const [edits, setEdits] = useState<ReadonlyMap<string, Edit>>(new Map());
  const [open, setOpen] = useState<Cell | null>(null);
  const compared = useQuery({
    queryKey: ['compare', chosen],
    queryFn: ({ signal }) => client.compare(chosen, { signal }),
    enabled: chosen.length >= 2,
  });
  const items = compared.data?.items.filter((item) => !onlyDifferences || isUneven(item));
  return (
    <main id="content" className="page wide" tabIndex={-1}>
      <h1>{t('compareSpaces')}</h1>
      <p className="muted">{t('compareHint')}</p>
      <SpacePicker known={(spaces.data ?? []).map(({ path }) => path)} chosen={chosen} onChange={setChosen} />
      <Failure error={spaces.error ?? compared.error} />
      {compared.isLoading ? <Waiting /> : null}
      {compared.data?.contents === false ? <p role="status">{t('contentsUnknown')}</p> : null}
      {items === undefined ? null : (
        <label className="check">
          <input
            type="checkbox"
            checked={onlyDifferences}
            onChange={(event) => setOnlyDifferences(event.target.checked)}
          />
          {t('onlyDifferences')}
        </label>
      )}
      <PendingEdits edits={edits} onDone={() => setEdits(new Map())} />
      {items === undefined ? null : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t('grid')}>
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                {chosen.map((space) => (
                  <th key={space} scope="col">
                    <Go href={spaceHref(space)}>
                      <Code>{space}</Code>
                    </Go>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.name}>
                  <th scope="row">
                    <Code>{item.name}</Code>
                  </th>
                  {chosen.map((space, index) => {
                    const cell = { space, name: item.name, place: item.places[index] ?? null };
                    return (
                      <GridCell
                        key={space}
                        item={item}
                        cell={cell}
                        edit={edits.get(keyOf(cell))}
                        onOpen={() => setOpen(cell)}
                      />
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open === null ? null : (
        <CellEditor
          cell={open}
          onClose={() => setOpen(null)}
          onSet={(value) => {
            const version = open.place?.version ?? null;
            setEdits(new Map(edits).set(keyOf(open), { space: open.space, name: open.name, value, version }));
            setOpen(null);
          }}
        />
      )}
    </main>
  );
}

function isUneven({ content, places }: ComparedName): boolean {
  return content === 'different' || places.includes(null);
}

interface GridCellProps {
  readonly item: ComparedName;
  readonly cell: Cell;
  readonly edit: Edit | undefined;
  readonly onOpen: () => void;
}

function GridCell({ item, cell, edit, onOpen }: GridCellProps) {
  const { t } = useWords();
  const { place } = cell;
  const state =
    place === null
      ? 'missing'
      : item.content === 'different'
        ? 'different'
        : item.content === 'same'
          ? 'same'
          : 'present';
  const text =
    state === 'different' && place?.group != null
      ? t('cellGroup', { n: place.group })
      : t(state === 'missing' ? 'missing' : state === 'same' ? 'cellSame' : 'present');
  const pending = edit === undefined ? null : t(edit.value === null ? 'remove' : 'set');
  return (
    <td className={`cell ${state} ${edit === undefined ? '' : 'pending'}`}>
      <button type="button" onClick={onOpen}>
        {pending ?? text}
        <span className="hidden">
          {' '}
          {item.name} {cell.space}
        </span>
      </button>
    </td>
  );
}

interface CellEditorProps {
  readonly cell: Cell;
  readonly onClose: () => void;
  /** Null removes the secret. */
  readonly onSet: (value: string | null) => void;
}

function CellEditor({ cell, onClose, onSet }: CellEditorProps) {
  const { t } = useWords();
  const [value, setValue] = useState('');
  return (
    <Modal title={t('set')} open onClose={onClose}>
      <p>
        <Go href={secretHref(cell.space, cell.name)}>
          <Code>{`${cell.space}/${cell.name}`}</Code>
        </Go>
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSet(value);
        }}
      >
        <TextField
          label={t('newSecret')}
          autoFocus
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <div className="row end">
          <Button onClick={() => setValue(generateValue())}>{t('generate')}</Button>
          {cell.place === null ? null : (
            <Button look="danger" onClick={() => onSet(null)}>
              {t('remove')}
            </Button>
          )}
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" type="submit">
            {t('set')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function PendingEdits({
  edits,
  onDone,
}: {
  readonly edits: ReadonlyMap<string, Edit>;
  readonly onDone: () => void;
}) {
  const { t } = useWords();
  const notice = useNotice();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveAll([...edits.values()]),
    onSuccess: async (saved) => {
      await queries.invalidateQueries();
      if (!saved.ok) return;
      notice({ text: t('gridSaved', { n: edits.size }) });
      onDone();
    },
  });
  if (edits.size === 0) return null;
  return (
    <div className="pending-bar">
      <span className="grow">{t('pending', { n: edits.size })}</span>
      <Button onClick={onDone}>{t('discard')}</Button>
      <Button look="primary" disabled={save.isPending} onClick={() => save.mutate()}>
        {t('save')}
      </Button>
      <Failure error={save.error} />
      {save.data?.ok === false ? (
        <p role="alert" className="failure">
          {t(save.data.left.length === 0 ? 'gridPartial' : 'gridPartialBroken', {
            name: save.data.failed,
            reason: save.data.reason,
            left: save.data.left.join(', '),
          })}
        </p>
      ) : null}
    </div>
  );
}
