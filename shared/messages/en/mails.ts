/** The page that turns mails about notifications off. */
export const mails = {
  stop_title: 'No more mails about notifications?',
  stop_text:
    'Nothing that the bell tells you comes by mail any more, decisions of moderators included. Mails that keep your account safe still do.',
  stop_button: 'Turn the mails off',
  stopped: 'The mails are off',
  stopped_text: 'The bell tells you as before. In your settings you can turn mails on again.',
  settings: 'Your settings',
} as const;
