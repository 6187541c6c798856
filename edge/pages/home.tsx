import type { FC } from 'hono/jsx';
import { Layout } from './layout.tsx';
import { type ListedVideo, VideoCard } from './video-card.tsx';
import { useSay } from './visit.ts';

const EAGER_CARDS = 8; // about what a first screen shows

export const HomePage: FC<{ items: ListedVideo[]; nowMs: number }> = ({ items, nowMs }) => {
  const say = useSay();
  return (
    <Layout title="Kinora" description={say('home.description')}>
      <div class="page">
        <h1 class="section-title">{say('home.title')}</h1>
        {items.length === 0 ? (
          <EmptyHome />
        ) : (
          <div class="grid">
            {items.map((item, index) => (
              <VideoCard item={item} nowMs={nowMs} eager={index < EAGER_CARDS} />
            ))}
          </div>
        )}
      </div>
    </Layout>
  );
};

const EmptyHome: FC = () => {
  const say = useSay();
  return (
    <section class="notice">
      <h2>{say('home.empty_title')}</h2>
      <p>{say('home.empty_text')}</p>
      <pre dir="ltr">
        <code>./kinora demo FILE</code>
      </pre>
      <p class="quiet">{say('home.empty_command')}</p>
    </section>
  );
};
