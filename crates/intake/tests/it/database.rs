testkit::migrations!(intake::Intake);
