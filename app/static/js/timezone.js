// Contract: a <select data-timezone> that nobody has touched begins with the zone of this device.
export function startTimezone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll("select[data-timezone]")) {
    if ([...select.options].some((option) => option.value === own)) select.value = own;
  }
}
