/** Mails about notifications, and the page that turns them off. */
export const mails = {
  subject: { one: '{count} notification from {host}', other: '{count} notifications from {host}' },
  intro: 'What is new for you at {host}:',
  more: 'There is more. The bell at {host} has all of it.',
  choose: 'Choose what comes by mail:',
  stop: 'No more of these mails:',
  stop_title: 'No more mails about notifications?',
  stop_text:
    'Nothing that the bell tells you comes by mail any more, decisions of moderators included. Mails that keep your account safe still do.',
  stop_button: 'Turn the mails off',
  link_broken: 'This link is not whole. Please copy all of it from the mail.',
  stopped: 'The mails are off',
  stopped_text: 'The bell tells you as before. In your settings you can turn mails on again.',
  settings: 'Your settings',
} as const;
