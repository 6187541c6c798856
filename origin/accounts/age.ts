const adultYears = 18;

/** True when someone born on `birthDate` (ISO date) is 18 or older at `now`, in UTC; unknown is not adult. */
export function isAdult(birthDate: string | null, now: Date): boolean {
  if (birthDate === null) return false;
  const birthday = new Date(`${birthDate}T00:00:00Z`);
  birthday.setUTCFullYear(birthday.getUTCFullYear() + adultYears);
  return birthday.getTime() <= now.getTime();
}
