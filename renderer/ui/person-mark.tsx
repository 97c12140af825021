import { Avatar } from '@fluentui/react-components';

type PersonMarkProps = { name: string; size?: 20 | 24 | 28 | 36 };

/** A person's initials on the accent's soft ground. Decoration beside the name. */
export function PersonMark({ name, size = 24 }: PersonMarkProps) {
  return (
    <Avatar
      name={name}
      size={size}
      aria-hidden="true"
      initials={{ style: { backgroundColor: 'var(--rdBrandSoft)', color: 'var(--rdBrandInk)' } }}
    />
  );
}
