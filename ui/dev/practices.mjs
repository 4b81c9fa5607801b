// Invented practices for the mock. No name, place or number belongs to a real one.
const first = [
  'Oak Hill',
  'Cedar Park',
  'Blue Heron',
  'Maple Grove',
  'Río Claro',
  'Stone Bridge',
  'North Star',
  'Lakeside',
];
const second = ['Pediatrics', 'Family Medicine', 'Orthopedics', 'Dermatology', "Women's Health", 'Internal Medicine'];
const places = [
  ['Austin', 'TX', '78701'],
  ['Laredo', 'TX', '78040'],
  ['Dayton', 'OH', '45402'],
  ['Fresno', 'CA', '93721'],
];
const streets = ['210 Cedar Ave', '14 Mill Road', '9 Harbor Street', '3300 Juniper Blvd'];

export const practices = first.flatMap((name, a) =>
  second.flatMap((branch, b) =>
    places.map(([city, state, postalCode], c) => {
      const id = `p${a}${b}${c}`;
      return {
        id,
        name: `${name} ${branch}`,
        line: streets[(a + b + c) % streets.length],
        city,
        state,
        postalCode,
        npi: `1${String(100000000 + a * 7919 * 31 + b * 104729 + c * 1299709)}`,
        endpoints: [
          { id: `${id}-staff`, kind: 'provider_system' },
          { id: `${id}-patient`, kind: 'patient' },
        ],
      };
    }),
  ),
);

// twins that only the address tells apart
practices.splice(1, 0, {
  ...practices[0],
  id: 'twin',
  line: '77 Orchard Lane',
  npi: '1999999984',
  endpoints: [{ id: 'twin-staff', kind: 'provider_system' }],
});

const fold = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export function search(query, limit) {
  const words = fold(query).split(' ').filter(Boolean);
  const hits = practices.filter((practice) => {
    const text = fold(`${practice.name} ${practice.city} ${practice.state} ${practice.npi}`);
    return words.every((word) => text.includes(word));
  });
  return { total: hits.length, items: hits.slice(0, limit) };
}
