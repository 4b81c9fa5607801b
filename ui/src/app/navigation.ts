import {
  IconActivity,
  IconArrowsExchange,
  IconBuildingHospital,
  IconCertificate,
  IconChartHistogram,
  IconKey,
  IconLayoutDashboard,
  IconLink,
  IconListCheck,
  IconPlugConnected,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface Place {
  readonly label: string;
  /** Path below /console. */
  readonly to: string;
  readonly icon: ComponentType<{ size?: number; stroke?: number }>;
  /** The permission to see that the place is of use with; none for all. */
  readonly needs?: string;
  /** Second key after `g`. */
  readonly key?: string;
  /** More words that the palette finds it by. */
  readonly words?: string;
}

export interface PlaceGroup {
  /** Empty for the first, which needs no name. */
  readonly name: string;
  readonly places: readonly Place[];
}

/** The console's places in the order of the menu. Only what exists is here. */
export const navigation: readonly PlaceGroup[] = [
  { name: '', places: [{ label: 'Overview', to: '/', icon: IconLayoutDashboard, key: 'o', words: 'home attention' }] },
  {
    name: 'Set up',
    places: [
      {
        label: 'EHR apps',
        to: '/ehr-apps',
        icon: IconCertificate,
        needs: 'registrations',
        key: 'e',
        words: 'registration credentials secret rotate vendor',
      },
      {
        label: 'Practices',
        to: '/practices',
        icon: IconBuildingHospital,
        needs: 'directory',
        key: 'p',
        words: 'directory list import endpoints',
      },
    ],
  },
  {
    name: 'Operate',
    places: [
      {
        label: 'Connections',
        to: '/connections',
        icon: IconPlugConnected,
        needs: 'connections',
        key: 'c',
        words: 'practice token health reconnect',
      },
      {
        label: 'Requests',
        to: '/requests',
        icon: IconArrowsExchange,
        key: 'r',
        needs: 'connections',
        words: 'calls log',
      },
      {
        label: 'Metrics',
        to: '/metrics',
        icon: IconChartHistogram,
        key: 'm',
        needs: 'connections',
        words: 'plots latency errors',
      },
    ],
  },
  {
    name: 'Develop',
    places: [
      { label: 'API keys', to: '/api-keys', icon: IconKey, needs: 'keys', key: 'k', words: 'secret token program' },
      { label: 'Webhooks', to: '/webhooks', icon: IconActivity, needs: 'webhooks', words: 'events deliveries' },
      {
        label: 'Connect page',
        to: '/connect-page',
        icon: IconLink,
        needs: 'connect',
        words: 'look origins snippet embed iframe popup link',
      },
    ],
  },
  {
    name: 'Administer',
    places: [
      { label: 'Tenants & team', to: '/team', icon: IconUsers, words: 'people roles invite operators' },
      {
        label: 'Audit log',
        to: '/audit',
        icon: IconListCheck,
        key: 'a',
        needs: 'audit',
        words: 'who did what chain',
      },
      { label: 'Settings', to: '/settings', icon: IconSettings, words: 'system version keys retention' },
    ],
  },
];
