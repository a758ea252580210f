// The newest events by hour and outcome, drawn in SVG. A table for those who do not see it.
import { useQuery } from '@tanstack/react-query';

import { client } from '../client.ts';
import { useWords } from '../words/words.tsx';

const HOUR_MS = 3_600_000;
const HOURS = 24;
const HEIGHT = 60;
const OUTCOMES = ['ok', 'denied', 'failed'] as const;

export function AuditChart() {
  const { t, number, instant } = useWords();
  const counted = useQuery({
    queryKey: ['audit-chart'],
    queryFn: async ({ signal }) => {
      const from = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS);
      const events = await client.auditLog.search({ from: from.toISOString(), limit: 1000 }, { signal });
      return Array.from({ length: HOURS }, (_, hour) => {
        const start = from.getTime() + hour * HOUR_MS;
        const own = events.filter(({ time }) => Math.floor((Date.parse(time) - start) / HOUR_MS) === 0);
        return {
          start,
          counts: OUTCOMES.map((outcome) => own.filter((event) => event.outcome === outcome).length),
        };
      });
    },
  });
  if (counted.data === undefined) return null;
  const most = Math.max(1, ...counted.data.map(({ counts }) => counts.reduce((a, b) => a + b, 0)));
  return (
    <figure className="chart">
      <figcaption>{t('chart')}</figcaption>
      <svg
        viewBox={`0 0 ${HOURS * 20} ${HEIGHT}`}
        role="img"
        aria-label={t('chart')}
        preserveAspectRatio="none"
      >
        {counted.data.map(({ start, counts }, hour) => {
          let top = HEIGHT;
          return OUTCOMES.map((outcome, index) => {
            const height = ((counts[index] ?? 0) / most) * HEIGHT;
            top -= height;
            return (
              <rect
                key={`${start} ${outcome}`}
                className={`bar ${outcome}`}
                x={hour * 20 + 2}
                width={16}
                y={top}
                height={height}
              />
            );
          });
        })}
      </svg>
      <table className="hidden">
        <tbody>
          {counted.data
            .filter(({ counts }) => counts.some((count) => count > 0))
            .map(({ start, counts }) => (
              <tr key={start}>
                <th scope="row">{instant(new Date(start).toISOString())}</th>
                {counts.map((count, index) => (
                  <td key={OUTCOMES[index]}>
                    {t(OUTCOMES[index] ?? 'ok')} {number(count)}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
}
