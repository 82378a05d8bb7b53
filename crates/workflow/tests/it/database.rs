testkit::migrations!(workflow::Workflow);
