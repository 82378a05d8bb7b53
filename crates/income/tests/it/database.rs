testkit::migrations!(income::Income);
