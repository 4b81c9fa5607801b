/** What every request of a signed-in person carries. Lives as long as the page, and is never stored. */
interface Carried {
  csrfToken: string | null;
  tenant: string | null;
}

const carried: Carried = { csrfToken: null, tenant: null };

export const sessionState = {
  csrfToken: () => carried.csrfToken,
  tenant: () => carried.tenant,
  setCsrfToken: (token: string | null) => {
    carried.csrfToken = token;
  },
  setTenant: (tenant: string | null) => {
    carried.tenant = tenant;
  },
};
