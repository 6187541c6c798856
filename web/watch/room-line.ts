import { followRoom, type RoomListener } from '../room/follow-room.ts';

/** One line to a video's room for all that listens on a page. */
export class RoomLine {
  readonly #listeners: Partial<RoomListener>[] = [];
  #hasJoined = false;

  constructor(videoId: string) {
    void followRoom(videoId, {
      onEvent: (event) => this.#tell((listener) => listener.onEvent?.(event)),
      onReset: () => {
        this.#hasJoined = true;
        this.#tell((listener) => listener.onReset?.());
      },
      onPresence: (count) => this.#tell((listener) => listener.onPresence?.(count)),
    });
  }

  /** Who comes late is told at once to read what happened before. */
  listen(listener: Partial<RoomListener>): void {
    this.#listeners.push(listener);
    if (this.#hasJoined) listener.onReset?.();
  }

  #tell(say: (listener: Partial<RoomListener>) => void): void {
    for (const listener of this.#listeners) say(listener);
  }
}
