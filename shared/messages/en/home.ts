export const home = {
  title: 'Latest',
  description: 'Videos, newest first.',
  empty_title: 'Nothing to watch yet',
  empty_text: 'Publish the first video from the machine that runs this Kinora:',
  empty_command: 'It uploads the file, encodes it and prints the address of its watch page.',
} as const;
