export { default } from 'shaka-player/dist/shaka-player.dash-es2021.js';
