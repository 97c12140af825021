import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { PersonMark } from '../../ui/person-mark';
import { selectAgent, selectContacts } from '../desk';
import { signOut } from './thunks';

/** Who is signed in, and the way out. While an offer is shown there is none: it must be answered first. */
export function AccountMenu() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const agent = useAppSelector(selectAgent);
  const hasOffer = useAppSelector((state) => selectContacts(state).some((contact) => contact.state === 'offered'));
  if (!agent) return null;
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="transparent"
          shape="circular"
          icon={<PersonMark name={agent.displayName} size={28} />}
          aria-label={t('account.label', { name: agent.displayName })}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>
              {agent.displayName} · {t(`role.${agent.role}`)}
            </MenuGroupHeader>
            <MenuDivider />
            <MenuItem
              disabled={hasOffer}
              subText={hasOffer ? t('account.offerFirst') : undefined}
              onClick={() => void dispatch(signOut())}
            >
              {t('account.signOut')}
            </MenuItem>
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
