export { default } from 'shaka-player/dist/shaka-player.hls-es2021.js';
