/** Has the browser ask before a page is left while bytes are on their way. */
export function createLeaveGuard(): (isSending: boolean) => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  // Only while it is needed: a page with this listener cannot be kept for the back button.
  return (isSending) => {
    if (isSending) addEventListener('beforeunload', ask);
    else removeEventListener('beforeunload', ask);
  };
}
