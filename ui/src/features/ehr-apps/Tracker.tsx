import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../../components/Page';
import { Loaded } from '../../components/States';
import { FollowUp } from './FollowUp';
import { PracticeStep } from './PracticeStep';
import { ehrQuery, type Registration, registrationQuery } from './requests';
import { Side } from './Side';
import { StepRail } from './StepRail';
import { StepView } from './StepView';
import classes from './Tracker.module.css';
import { ENVIRONMENTS, isVendorStep } from './words';

const route = getRouteApi('/shell/ehr-apps/$registration');

/** One sign-up with a vendor, step by step; it keeps its place for weeks. */
export function Tracker() {
  const { registration: id } = route.useParams();
  const query = useQuery(registrationQuery(id));
  return (
    <Loaded query={query} waiting={<Page title="EHR app">{null}</Page>}>
      {(registration) => <Shown registration={registration} />}
    </Loaded>
  );
}

function Shown({ registration }: { readonly registration: Registration }) {
  const { step: asked, side } = route.useSearch();
  const navigate = route.useNavigate();
  const ehr = useQuery(ehrQuery(registration.ehr)).data;
  const vendorSteps = registration.steps.filter(isVendorStep);
  const open = registration.steps.find((each) => each.state !== 'done') ?? registration.steps.at(-1);
  const step = registration.steps.find((each) => each.key === asked) ?? open;
  const number = vendorSteps.findIndex((each) => each.state !== 'done');
  const ehrName = ehr?.name ?? registration.ehr;
  const show = (key: string) => void navigate({ search: (before) => ({ ...before, step: key }) });
  if (!step) return null;
  return (
    <Page
      title={registration.name}
      lead={`${ehrName}, ${ENVIRONMENTS[registration.environment] ?? registration.environment}. This page keeps your place and your answers.`}
      above={
        <Link to="/ehr-apps" className={classes.link}>
          EHR apps
        </Link>
      }
      actions={
        <span className={classes.badge}>
          {number < 0 ? 'Registered' : `Step ${number + 1} of ${vendorSteps.length}`}
        </span>
      }
    >
      <div className={classes.layout}>
        <div className={classes.rails}>
          <StepRail registration={registration} shown={step.key} onShow={show} />
        </div>
        {step.state !== 'done' && (
          <div className={classes.follow}>
            <FollowUp key={step.key} registration={registration} step={step} />
          </div>
        )}
        <div className={classes.right}>
          {step.who === 'practice' ? (
            <PracticeStep registration={registration} step={step} />
          ) : (
            <StepView key={step.key} registration={registration} step={step} ehrName={ehrName} onNext={show} />
          )}
          <Side
            registration={registration}
            step={step.key}
            shown={side ?? 'notes'}
            onShow={(tab) => void navigate({ search: (before) => ({ ...before, side: tab }), replace: true })}
          />
        </div>
      </div>
    </Page>
  );
}
