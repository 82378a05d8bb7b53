testkit::migrations!(reintegration::Reintegration);
