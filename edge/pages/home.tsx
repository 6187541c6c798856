import type { FC } from 'hono/jsx';
import { Layout } from './layout.tsx';
import { type ListedVideo, VideoCard } from './video-card.tsx';

const EAGER_CARDS = 8; // about what a first screen shows

export const HomePage: FC<{ items: ListedVideo[]; nowMs: number }> = ({ items, nowMs }) => (
  <Layout title="Kinora" description="Videos, newest first.">
    <div class="page">
      <h1 class="section-title">Latest</h1>
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

const EmptyHome: FC = () => (
  <section class="notice">
    <h2>Nothing to watch yet</h2>
    <p>Publish the first video from the machine that runs this Kinora:</p>
    <pre>
      <code>./kinora demo FILE</code>
    </pre>
    <p class="quiet">It uploads the file, encodes it and prints the address of its watch page.</p>
  </section>
);
